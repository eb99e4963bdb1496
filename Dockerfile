# verify as an image: docker build -t verify-specs . && docker run --rm -v "$PWD:/work" verify-specs specs/
# It needs to write nothing but the mounted folder and /tmp, so the rest can be read-only, as compose.yaml has it.
ARG NODE_VERSION=22
FROM node:${NODE_VERSION}-slim AS build
WORKDIR /src
COPY . .
# What is published, installed as others install it.
RUN npm ci \
  && npm pack --pack-destination /tmp \
  && npm install --global --prefix /installed --offline /tmp/verify-specs-*.tgz

FROM node:${NODE_VERSION}-slim
COPY --from=build /installed/lib/node_modules/verify-specs /opt/verify-specs
# The user "node" of the base image; one without a name or a home will do as well.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["node", "/opt/verify-specs/runner/bin.cjs"]
CMD ["specs/"]
