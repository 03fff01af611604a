"""Writes what the fuzzer begins with: one file for each input, its first byte the reader (Sources/Inputs/Entry.swift).

python3 seeds.py FOLDER [VECTORS]: VECTORS is the folder of public vectors, which lies beside the checkout; without it, a few by hand.
"""

import base64
import hashlib
import json
import pathlib
import sys

HEADERS = ['{"alg":"HS256","typ":"JWT"}', '{"alg":"HS512","typ":"JWT","kid":"2025-06"}', '{"typ":"jwt","alg":"HS256","crit":["b64"],"b64":false}']
PAYLOAD = (
    '{"iss":"rookery","aud":"rookery-api","sub":"42","jti":"t-1","token_type":"access",'
    '"iat":1750000000,"nbf":1749999999,"exp":1750000900,"sid":9,"org":3}'
)
BY_HAND = {
    "s": [f"{header}\0{payload}" for header in HEADERS for payload in (PAYLOAD, PAYLOAD.replace('"rookery-api"', '["x","rookery-api"]'))],
    "t": [""],
    "j": ['{"name":"M\\u00fcller","price":12.50,"tags":["a","b"],"open":true,"none":null,"nested":{"x":[[],{}]}}', '[1e400,-0,"\\ud83d\\ude00"]'],
    "b": ["AQIDBA", "_-8", "AQI=", "A"],
    "p": [
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "argon2$argon2id$v=19$m=102400,t=2,p=8$WTR6Vm5SS0R6RjlENjloTXVnd1FtSw$EBl4uM0tEI9Wo/PUFh40ofhM/uWVtZrqrkzdZ+fv9gw",
        "pbkdf2_sha256$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6ww=",
        "!lwPqawSQ6jqA58z2zgPD9i6ePDHwSIDqvuqnFqbh",
    ],
    "q": ["page=2&search=smith%20acme&ordering=-amount,name&tags__all=vip", "a&b=%C3%A9&=+&%00=1"],
    "r": ["/api/leads/7/?page=2", "http://crm.example.com:8000/api/%C3%A9?x=%2F", "*", "//x"],
    "m": [
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
        '--b\r\nContent-Type: image/png\r\nContent-Disposition: form-data; filename="x.png"; name="\\\\p\\"ic"\r\n\r\n\r\n--\r\n--b--\r\n',
        "--b--",
    ],
    "c": ['email,name\r\nx@y.example,"a ""b"", c"\r\n', '\ufeff"email"\n\n"two\nlines",\r\n'],
}


def from_vectors(folder: pathlib.Path) -> dict[str, list[bytes]]:
    seeds = {"t": [], "j": [], "b": []}
    for group in json.loads((folder / "wycheproof/json_web_signature_test.json").read_text())["testGroups"]:
        for test in group["tests"]:
            token = test["jws"] if isinstance(test["jws"], str) else json.dumps(test["jws"])
            seeds["t"].append(token.encode())
            seeds["b"] += [part.encode() for part in token.split(".")[:3]]
    seeds["j"] += [path.read_bytes() for path in sorted((folder / "json").glob("*/*.json"))]
    return {reader: [text for text in texts if len(text) <= 4096] for reader, texts in seeds.items()}


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    seeds = {reader: [text.encode() for text in texts] for reader, texts in BY_HAND.items()}
    if len(sys.argv) > 2:
        for reader, texts in from_vectors(pathlib.Path(sys.argv[2])).items():
            seeds[reader] += texts
    for reader, texts in seeds.items():
        for text in texts:
            (folder / hashlib.sha256(reader.encode() + text).hexdigest()[:16]).write_bytes(reader.encode() + text)
    print(f"{sum(len(set(texts)) for texts in seeds.values())} inputs to begin with")


main()
