# syntax=docker/dockerfile:1

# Two stages share one base, so what is wrong in the base is reported once, where it is.
FROM debian:13-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends python3

FROM base AS test
COPY worker/test_main.py worker/main.py /service/
CMD ["python3", "-m", "unittest", "discover", "/service"]

FROM base
COPY worker/main.py /service/main.py
USER nobody
CMD ["python3", "/service/main.py"]
