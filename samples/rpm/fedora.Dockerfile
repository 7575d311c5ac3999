# A nightly job on Fedora. The first RUN asks "Is this ok [y/N]", and nobody answers.
FROM fedora:43
RUN dnf install rsync
RUN dnf install -y openssh-clients
COPY backup.sh /usr/local/bin/backup
USER 1001
CMD ["/usr/local/bin/backup"]
