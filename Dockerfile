# The program on the official Deno image. `deno task deploy` does not need this image: it puts the program into a ConfigMap.
#   docker build -t registry.example.com/arpeggio:0.1.0 .
ARG DENO=denoland/deno:2.9.6

FROM ${DENO} AS build
WORKDIR /src
COPY deno.json deno.lock ./
COPY functions functions
COPY runtime runtime
COPY manifests manifests
RUN deno run --allow-all runtime/deploy/bundle.ts

FROM ${DENO}
COPY --from=build /src/manifests/components/program/main.js /app/main.js
USER 65534:65534
ENTRYPOINT ["deno", "run", "--no-prompt", "--no-config", "--no-remote", "--no-npm", "--cached-only", "/app/main.js"]
