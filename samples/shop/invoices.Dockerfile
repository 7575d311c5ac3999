# Invoices of the shop. What was built is copied beside its source, into the image that built it.
FROM node:22-slim AS pages
WORKDIR /app
COPY . .
RUN npm ci && npm run build

FROM node:22-slim AS server
WORKDIR /app
COPY . .
RUN npm ci --omit=dev
COPY --from=pages /app/dist ./dist
USER node
CMD ["node", "dist/server.js"]
