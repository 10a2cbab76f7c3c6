"""Certificates, with a real server: those of Mistral's cafile are trusted."""

import datetime
import http.server
import ipaddress
import json
import ssl
import threading

import fixtures
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from heat_mistral.tests.unit.support import collection


def certificate(path):
    """A key and a certificate that signs itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'cloud')])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.IPAddress(ipaddress.ip_address('127.0.0.1'))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    with open(path, 'wb') as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        file.write(made.public_bytes(serialization.Encoding.PEM))


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = f'https://127.0.0.1:{self.server.server_port}'
        body = json.dumps(
            collection.catalog(**{'block-storage': url})
            if self.path == '/v3/auth/catalog'
            else {'volume': {'status': 'available'}}
        ).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class TlsTest(collection.CollectionCase):
    file = 'cinder/volumes'
    service = 'block-storage'

    def setUp(self):
        super().setUp()
        self.http.stop()
        self.pem = self.useFixture(fixtures.TempDir()).join('cloud.pem')
        certificate(self.pem)
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), _Handler)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.pem)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.conf.config(
            group='keystone_authtoken',
            www_authenticate_uri=f'https://127.0.0.1:{server.server_port}',
        )

    def test_what_the_cafile_has_is_trusted(self):
        self.conf.config(group='keystone_authtoken', cafile=self.pem)
        self.assertEqual(
            'available', self.run_action('AssertStatus', volume_id='v')
        )

    def test_others_are_not(self):
        told = self.fails('AssertStatus', volume_id='v')
        self.assertIn('certificate verify failed', told)
        self.assertNotIn(collection.TOKEN, told)
