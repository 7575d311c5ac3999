# syntax=docker/dockerfile:1

# Dockerfiles with a name in front, as in repositories of several services. `BASE` resolves to an image without a tag.
ARG BASE=python
FROM ${BASE}
WORKDIR /service
COPY api/main.py ./
USER nobody
CMD ["python", "main.py"]
