# The same job on openSUSE, upgraded while it is built: nobody knows to what.
FROM opensuse/leap:16.0
RUN zypper refresh && zypper install rsync
RUN zypper -n dist-upgrade
RUN zypper -n install openssh
COPY backup.sh /usr/local/bin/backup
USER 1001
CMD ["/usr/local/bin/backup"]
