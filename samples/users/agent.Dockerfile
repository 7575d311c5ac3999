# A user is made here, and nobody uses it.
FROM registry.example.com/debian-base:12
RUN useradd --system --no-create-home worker
CMD ["sleep", "3600"]
