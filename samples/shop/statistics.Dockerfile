# Numbers of the shop. The page is sent by the same image that builds it.
FROM node:22-slim
ENV STATISTICS_HOME=/srv/statistics PATH=$STATISTICS_HOME/bin:$PATH
ARG SIGNING_KEY_ID=none
WORKDIR /srv/statistics
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile
COPY server.js ./
RUN echo "${KEY_SIGNING_ID}" > key-id && unset STATISTICS_HOME
USER node
CMD ["node", "server.js"]
