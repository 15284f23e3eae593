# Kafka with ZooKeeper from Maven, each version in a folder of its own; source after lib.sh.
# shellcheck shell=bash

# shellcheck disable=SC2034  # for those who source this
KAFKA_DEFAULT=3.9.2

# A pom that asks for one of Kafka's artifacts and for what makes it log.
write_pom() {
  local file=$1 artifact=$2 version=$3
  cat >"$file" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>ballast</groupId><artifactId>fetch</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-reload4j</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
}

# run_maven FOLDER: its jars into FOLDER/jars. The log, shown in part, is FOLDER/log.
run_maven() {
  logged "$1/log" mvn -B -U -f "$1/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$1/jars"
}

# fetch_jars ARTIFACT VERSION FOLDER: whole or not at all; skipped when it is there.
fetch_jars() {
  local artifact=$1 version=$2 folder=$3 try work
  local name=org.apache.kafka:$artifact:$version
  if [ -e "$folder/$artifact-$version.jar" ]; then
    say "  $folder is there"
    return
  fi
  mkdir -p "$(dirname "$folder")"
  make_temporary work "$(dirname "$folder")"
  write_pom "$work/pom.xml" "$artifact" "$version"
  for try in 1 2 3; do
    say "  $name with Maven"
    if run_maven "$work"; then
      rm -rf "$folder"
      mv -T "$work/jars" "$folder"
      return
    fi
    if grep -qE 'Could not find artifact|was not found in' "$work/log"; then
      die 1 "Maven has no $name; known to work: --kafka 3.9.2, 3.9.1, 3.8.1, 3.7.2"
    fi
    say "  Maven failed (try $try of 3)"
  done
  grep -E 'ERROR' "$work/log" | head -n 5 >&2
  die 1 "Maven could not fetch $name: is the network there? Run this again to try again"
}

fetch_kafka() {
  fetch_jars kafka_2.13 "$1" "$BALLAST_CACHE/kafka/$1/libs"
}

# Kafka's command line tools, for tests only: never in a broker's class path.
fetch_kafka_tools() {
  fetch_jars kafka-tools "$1" "$BALLAST_CACHE/kafka/$1/tools-libs"
}
