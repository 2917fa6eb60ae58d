@tls
Feature: Whom the controlled station admits over TLS (IEC 62351-3:5.6)
  A refused controlling station is one with which not one octet of 104 is spoken, and whose connection the device ends.

  Rule: TLS-018 The controlled station refuses a controlling station that shows no certificate

    @id:no-certificate @TLS-018 @wait:4t1+2t0+close
    Scenario: No certificate
      Given sessions over TLS work
      When a controlling station shows the certificate "none"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-021 The controlled station admits a certificate of 8192 octets

    @id:certificate-of-8192 @TLS-021 @TLX-009 @wait:5t1+2t0+close
    Scenario: The largest certificate that a station must take
      Given sessions over TLS work
      When a controlling station shows the certificate "largest-certificate"
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-022 The controlled station refuses a certificate of more than 8192 octets

    @id:certificate-of-8193 @TLS-022 @wait:4t1+2t0+close
    Scenario: One octet more
      Given sessions over TLS work
      When a controlling station shows the certificate "too-large-certificate"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-023 The controlled station admits a chain whose certificates have 8192 octets at most each, and more than that together

    @id:long-chain @TLS-023 @wait:5t1+2t0+close
    Scenario: Two certificates of 6000 octets
      Given sessions over TLS work
      When a controlling station shows the certificate "large-chain"
      Then the controlled station admits it

  Rule: TLS-024 The controlled station admits a certificate that an intermediate authority issued, when the chain is sent along

    @id:with-intermediate @TLS-024 @TLX-009 @wait:5t1+2t0+close
    Scenario: A chain of two
      Given sessions over TLS work
      When a controlling station shows the certificate "with-intermediate"
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-025 The controlled station refuses a certificate of an authority that it does not know

    @id:unknown-authority @TLS-025 @wait:4t1+2t0+close
    Scenario: An authority that nobody loaded
      Given sessions over TLS work
      When a controlling station shows the certificate "unknown-ca"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-026 The controlled station refuses a certificate that is signed by itself and not trusted

    @id:self-signed @TLS-026 @wait:4t1+2t0+close
    Scenario: Signed by itself
      Given sessions over TLS work
      When a controlling station shows the certificate "self-signed"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-027 The controlled station refuses a certificate that has expired

    @id:expired-certificate @TLS-027 @wait:4t1+2t0+close
    Scenario: Expired yesterday
      Given sessions over TLS work
      When a controlling station shows the certificate "expired"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-028 The controlled station refuses a certificate that is not valid yet

    @id:certificate-of-tomorrow @TLS-028 @wait:4t1+2t0+close
    Scenario: Valid from tomorrow
      Given sessions over TLS work
      When a controlling station shows the certificate "not-yet-valid"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-029 The controlled station refuses a certificate that its revocation list names

    @id:revoked-certificate @TLS-029 @wait:4t1+2t0+close
    Scenario: Revoked
      Given sessions over TLS work
      When a controlling station shows the certificate "revoked"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-030 The controlled station goes on admitting certificates that an expired revocation list does not name

    @id:expired-list @TLS-030 @TLX-009 @wait:5t1+2t0+close
    Scenario: The revocation list has expired
      Given sessions over TLS work
      And the revocation lists of the device have expired
      When a controlling station shows the certificate "valid"
      Then the controlled station admits it, or is declared not to admit "expired crl"
      And an interrogation is answered

  Rule: TLS-031 The controlled station goes on with a session when it has no revocation list any more

    @id:no-list @TLS-031 @wait:4t1+2t3+t0
    Scenario: The revocation lists are taken away
      Given a connection over TLS with data transfer started as "valid"
      When the revocation lists of the device are taken away
      Then the session goes on

  Rule: TLS-032 The controlled station refuses a certificate whose signature is wrong

    @id:broken-signature @TLS-032 @wait:4t1+2t0+close
    Scenario: One bit of the signature is turned
      Given sessions over TLS work
      When a controlling station shows the certificate "broken-signature"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-033 The controlled station refuses a certificate that is shown without the key that belongs to it

    @id:wrong-key @TLS-033 @wait:4t1+2t0+close
    Scenario: The certificate of another
      Given sessions over TLS work
      When a controlling station shows the certificate "wrong-key"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-034 The controlled station admits a certificate with an RSA key of 2048 bits

    @id:rsa-2048 @TLS-034 @TLX-009 @wait:5t1+2t0+close
    Scenario: RSA 2048
      Given sessions over TLS work
      When a controlling station shows the certificate "rsa-2048"
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-035 The controlled station refuses an RSA key of 1024 bits, unless it declares that it admits it

    @id:rsa-1024 @TLS-035 @wait:4t1+2t0+close
    Scenario: RSA 1024
      Given sessions over TLS work
      When a controlling station shows the certificate "rsa-1024"
      Then the controlled station refuses it unless its profile admits "rsa1024"
      And sessions over TLS still work

  Rule: TLS-036 The controlled station refuses an RSA key of less than 1024 bits

    @id:rsa-512 @TLS-036 @wait:4t1+2t0+close
    Scenario: RSA 512
      Given sessions over TLS work
      When a controlling station shows the certificate "rsa-512"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-037 The controlled station admits a certificate with an RSA key of 3072 bits

    @id:rsa-3072 @TLS-037 @TLX-009 @wait:5t1+2t0+close
    Scenario: RSA 3072
      Given sessions over TLS work
      When a controlling station shows the certificate "rsa-3072"
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-038 The controlled station admits a certificate with a key of secp256r1

    @id:p-256 @TLS-038 @TLX-009 @wait:5t1+2t0+close
    Scenario: P-256
      When a controlling station shows the certificate "valid"
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-039 The controlled station admits a certificate with a key of brainpoolP256r1

    @id:brainpool-p256r1 @TLS-039 @wait:5t1+2t0+close
    Scenario: brainpoolP256r1
      Given sessions over TLS work
      When a controlling station shows the certificate "brainpool"
      Then the controlled station admits it

  Rule: TLS-041 The controlled station that admits listed certificates only refuses one of a trusted authority that is not listed

    @id:not-listed @TLS-041 @wait:4t1+2t0+close
    Scenario: Issued by the right authority, and not listed
      Given sessions over TLS work
      When a controlling station shows the certificate "not-listed"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-042 The controlled station that admits listed certificates only refuses one that is not listed and comes without its chain

    @id:not-listed-without-chain @TLS-042 @wait:4t1+2t0+close
    Scenario: Not listed, and nothing to hold it against
      Given sessions over TLS work
      When a controlling station shows the certificate "not-listed-without-chain"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-043 The controlled station admits certificates of each authority that it trusts

    @id:second-authority @TLS-043 @TLX-009 @wait:5t1+2t0+close
    Scenario: The second trusted authority
      Given sessions over TLS work
      When a controlling station shows the certificate "second-ca"
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-045 The controlled station refuses a certificate whose usage is that of a server only

    @id:server-usage-only @TLS-045 @wait:4t1+2t0+close
    Scenario: For servers only
      Given sessions over TLS work
      When a controlling station shows the certificate "wrong-usage"
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-017 The controlled station refuses a certificate that is signed with SHA-1, unless it declares that it admits it

    @id:sha-1-signature @TLS-017 @wait:4t1+2t0+close
    Scenario: SHA-1
      Given sessions over TLS work
      When a controlling station shows the certificate "sha-1"
      Then the controlled station refuses it unless its profile admits "sha1"
      And sessions over TLS still work
