# The user of the other file, made with the same command. Alpine's knows no such option.
FROM alpine:3.22
RUN adduser --system --group app
COPY start.sh /start.sh
USER app
CMD ["/start.sh"]
