# syntax=docker/dockerfile:1

# --- Builds the binary. Swift's own libraries are linked into it, so that the image below needs no toolchain.
FROM swift:6.3-bookworm AS builder
RUN apt-get update \
    && apt-get install --yes --no-install-recommends pkg-config libpq-dev libssl-dev libargon2-dev libcurl4-openssl-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src

# The dependencies alone first: a change of the sources does not fetch them again.
COPY Package.* ./
RUN swift package resolve

COPY . .
RUN swift build --configuration release --product rookery --static-swift-stdlib \
    && install -D --strip "$(swift build --configuration release --show-bin-path)/rookery" /out/rookery

# --- Runs it.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq5 libssl3 libargon2-1 libcurl4 ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /var/lib/rookery --create-home --shell /usr/sbin/nologin rookery
COPY --from=builder /out/rookery /usr/bin/rookery
COPY sql /usr/share/rookery/sql

USER rookery
WORKDIR /var/lib/rookery
# All addresses of the container; what of it is published, the one who starts it decides.
ENV HTTP_HOST=0.0.0.0 HTTP_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["rookery", "health"]
ENTRYPOINT ["rookery"]
CMD ["serve"]
