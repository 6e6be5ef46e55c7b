# syntax=docker/dockerfile:1
# docker build -t nestogy .

ARG RUST_VERSION=1.95
ARG NODE_VERSION=22
ARG DEBIAN=bookworm

# ---- Node packages: Tailwind and wasm-opt ----
FROM node:${NODE_VERSION}-${DEBIAN}-slim AS node
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

# ---- The compiler, with everything that changes rarely ----
FROM rust:${RUST_VERSION}-slim-${DEBIAN} AS rust
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# The base image's release decides the versions.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends brotli ca-certificates cmake g++ make perl \
    && rm -rf /var/lib/apt/lists/* \
    && rustup target add wasm32-unknown-unknown
WORKDIR /src
COPY Cargo.lock bin/lib/common.sh ./
RUN version="$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock)" \
    && cargo install wasm-bindgen-cli --locked --version "$version"
RUN version="$(sed -n 's/^WASM_SPLIT=//p' common.sh)" \
    && cargo install wasm_split_cli_support --locked --version "$version" --features build-binary

# ---- The dependencies, compiled once for as long as no manifest changes ----
# Empty crates stand in for ours.
FROM rust AS manifests
WORKDIR /full
COPY . .
RUN find . \( -name Cargo.toml -o -name Cargo.lock -o -path './.cargo/*' \) -type f -exec cp --parents {} /src \;
WORKDIR /src
RUN find . -mindepth 2 -name Cargo.toml -execdir sh -c 'mkdir -p src && touch src/lib.rs' \; \
    && echo 'fn main() {}' > server/src/main.rs

FROM rust AS dependencies
# Copied by content: a new source file leaves this layer and all below as they were.
COPY --from=manifests /src /src
RUN cargo build --locked --release -p server --bin nestogy \
    && cargo build --locked -p frontend --target wasm32-unknown-unknown --profile wasm-release

# ---- Ours ----
FROM dependencies AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /src/node_modules node_modules
COPY . .
# The stand-ins were compiled a moment ago: ours must look newer.
RUN find app frontend server -name '*.rs' -exec touch {} + \
    && bin/build --release

# ---- What runs ----
FROM debian:${DEBIAN}-slim
# The base image's release decides the versions.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates mariadb-client tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 nestogy \
    && useradd --system --uid 10001 --gid nestogy --home-dir /var/lib/nestogy --shell /usr/sbin/nologin nestogy \
    && install -d -o nestogy -g nestogy -m 750 /var/lib/nestogy /var/lib/nestogy/files
COPY --from=build /src/target/release/nestogy /usr/local/bin/nestogy
COPY --from=build /src/target/site /usr/share/nestogy/site
ENV NESTOGY_ENV=production \
    NESTOGY_LISTEN=0.0.0.0:3000 \
    NESTOGY_SITE_ROOT=/usr/share/nestogy/site \
    NESTOGY_FILES_DIR=/var/lib/nestogy/files
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/nestogy
# Only this folder and /tmp are written to: everything else may be read-only.
VOLUME /var/lib/nestogy/files
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["nestogy", "health"]
ENTRYPOINT ["nestogy"]
CMD ["serve"]
