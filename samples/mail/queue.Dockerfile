# The queue beside it: no shell reads this CMD, so "&&" is a file name to cd.
FROM node:22
WORKDIR /srv/mail
COPY server.js ./
USER node
HEALTHCHECK CMD curl http://127.0.0.1:3000/health || exit 1
CMD ["cd", "/srv/mail", "&&", "node", "server.js"]
