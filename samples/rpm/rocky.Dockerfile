# The same job on Rocky Linux.
FROM rockylinux:9
RUN yum install rsync
RUN yum install -y openssh-clients
COPY backup.sh /usr/local/bin/backup
USER 1001
CMD ["/usr/local/bin/backup"]
