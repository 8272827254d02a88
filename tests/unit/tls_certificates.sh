#!/bin/sh
# tls_certificates.sh DIRECTORY: the certificates that tls_server.h names.
set -e
cd "$1"
authority() { # NAME ORGANISATION
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.pem" \
		-days 30 -subj "/O=$2/CN=$2 Root" 2>/dev/null
}
issue() { # NAME AUTHORITY HOSTS BEGIN END
	mkdir -p "db-$2"
	: >"db-$2/index"
	cat >"$1.conf" <<EOF
[ca]
default_ca = authority
[authority]
database = db-$2/index
new_certs_dir = db-$2
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = $3
EOF
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.req" \
		-subj "/CN=${3#DNS:}" 2>/dev/null
	openssl ca -batch -config "$1.conf" -cert "$2.pem" -keyfile "$2.key" -in "$1.req" -out "$1.pem" -notext \
		-startdate "$4" -enddate "$5" 2>/dev/null
}
here='DNS:localhost,IP:127.0.0.1'
authority ca Tests
authority inspect-ca Zscaler
authority stranger-ca Nobody
issue good ca "$here" 20200101000000Z 20991231235959Z
issue expired ca "$here" 20200101000000Z 20210101000000Z
issue early ca "$here" 20900101000000Z 20991231235959Z
issue other ca DNS:other.example 20200101000000Z 20991231235959Z
issue inspect inspect-ca "$here" 20200101000000Z 20991231235959Z
issue stranger stranger-ca "$here" 20200101000000Z 20991231235959Z
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout self.key -out self.pem \
	-days 30 -subj /CN=localhost -addext "subjectAltName=$here" 2>/dev/null
