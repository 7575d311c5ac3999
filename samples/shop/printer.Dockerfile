# The printer of invoices ships the compiler that built it.
FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY reports/ ./
RUN javac -d /out Reports.java && jar --create --file /printer.jar -C /out .

FROM eclipse-temurin:21-jdk
COPY --from=build /printer.jar /printer.jar
USER 1001
CMD ["java", "-jar", "/printer.jar"]
