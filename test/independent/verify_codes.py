"""Verifies issued codes with other people's libraries: base45, zlib, cwt (COSE), cbor2, cryptography, jsonschema.

    python verify_codes.py CODES.jsonl [SCHEMA.json]

For every line: prefix, base45, zlib, COSE signature with the signer's certificate, key id, claims, payload equal to what was
asked for, names equal to a transliteration of its own, and the official JSON schema where one is given. Ends with the number of
codes by algorithm; the exit code is 1 when any code differs.
"""

import base64
import hashlib
import json
import re
import sys
import time
import unicodedata
import zlib
from collections import Counter

import base45
import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSE, COSEKey

ALGORITHMS = {"ES256": -7, "PS256": -37}


def transliterate(name):
    """ICAO 9303-3 for Vietnamese names, written without looking at the project's."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return re.sub(r"[\s-]+", "<", bare.replace("đ", "d").replace("Đ", "D").upper())


def luhn_mod_38(text):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:"
    total = 0
    for place, letter in enumerate(reversed(text)):
        value = alphabet.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // 38 + value % 38
    return alphabet[-total % 38]


def check(line, keys, schema):
    code, asked = line["code"], line["asked"]
    assert code.startswith("HC1:"), "prefix"
    message = zlib.decompress(base45.b45decode(code[4:]))
    der = base64.b64decode(line["certificate"])
    kid = hashlib.sha256(der).digest()[:8]
    if kid not in keys:
        public = x509.load_der_x509_certificate(der).public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        keys[kid] = COSEKey.from_pem(pem, alg=line["algorithm"], kid=kid)
    payload = COSE.new().decode(message, keys[kid])
    outer = cbor2.loads(message)
    assert outer.tag == 18, "tag"
    protected = cbor2.loads(outer.value[0])
    assert protected == {1: ALGORITHMS[line["algorithm"]], 4: kid}, "protected header"
    claims = payload if isinstance(payload, dict) else cbor2.loads(payload)
    assert list(claims) == [1, 4, 6, -260], "order of claims"
    assert claims[1] == asked["issuer"] and claims[4] == asked["expiresAt"] and claims[6] == asked["issuedAt"], "claims"
    certificate = claims[-260][1]
    assert certificate == asked["payload"], "payload"
    name, words = certificate["nam"], asked["fullName"].split(" ")
    assert (name["fn"], name["gn"]) == (words[0], " ".join(words[1:])), "name"
    assert name["fnt"] == transliterate(words[0]), "family name"
    assert name["gnt"] == transliterate(" ".join(words[1:])), "given name"
    uvci, check_character = certificate["v"][0]["ci"].split("#")
    assert luhn_mod_38(uvci) == check_character, "check character"
    if schema is not None:
        problems = [error.json_path for error in schema.iter_errors(certificate)]
        assert problems == [], f"schema: {problems}"


def main():
    schema = None
    if len(sys.argv) > 2:
        import jsonschema

        with open(sys.argv[2], encoding="utf-8") as file:
            schema = jsonschema.Draft202012Validator(
                json.load(file), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
            )
    keys, good, bad, began = {}, Counter(), 0, time.time()
    with open(sys.argv[1], encoding="utf-8") as file:
        for number, text in enumerate(file):
            line = json.loads(text)
            try:
                check(line, keys, schema)
                good[line["algorithm"]] += 1
            except Exception as error:  # whatever another library says is a finding
                bad += 1
                print(f"line {number + 1} ({line['algorithm']}): {type(error).__name__} {error}")
    counts = ", ".join(f"{count} {name}" for name, count in sorted(good.items()))
    print(f"{counts} verified, {bad} failed, {'with' if schema else 'without'} JSON schema, {time.time() - began:.1f} s")
    sys.exit(1 if bad or not good else 0)


main()
