# Reports of the shop, with yarn and one image for building and running.
ARG NODE_VERSION
ARG JAVA_VERSION=21
FROM --platform=$TARGETPLATFORM node:${NODE_VERSION}-slim AS pages
WORKDIR /pages
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile
COPY build.js ./
RUN node build.js

FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY reports/ ./
RUN javac -d /out Reports.java && jar --create --file /reports.jar -C /out .

FROM eclipse-temurin:${JAVA_VERSON}-jdk
COPY --from=build /reports.jar /reports.jar
LABEL org.opencontainers.image.version="$JAVA_VERSION"
EXPOSE 8080/TCP 808080
USER 1001
CMD ["java", "-jar", "/reports.jar"]
