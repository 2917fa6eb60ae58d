@tls
Feature: The security log of the controlled station (IEC 62351-14, Annex B.1.1)
  Of 62351-14 only a draft is at hand: an event that is logged under another number is recorded, one that is not logged fails.

  Rule: TLE-001 The controlled station logs a handshake that is done as TLS_HS_SUCCESS, number 1.1 of IEC 62351-3, with the severity notice

    @id:logged-success @TLE-001 @wait:6t1+3t0+close
    Scenario: A controlling station is admitted
      Given the security log of the device may be received
      When the controlling station connects over TLS, and is admitted
      Then it has logged TLS_HS_SUCCESS as number 1.1, with the severity notice

  Rule: TLE-002 The controlled station logs an old version of TLS that is offered and refused as TLS_DEPRECATED_VERSION, number 1.2 of IEC 62351-3, with the severity alarm

    @id:logged-old-version @TLE-002 @wait:6t1+3t0+close
    Scenario: TLS 1.0 and TLS 1.1 are offered
      Given the security log of the device is received
      When TLS 1.0 and TLS 1.1 are offered, unless the profile has them
      Then it has logged TLS_DEPRECATED_VERSION as number 1.2, with the severity alarm

  Rule: TLE-006 The controlled station logs a controlling station that shows no certificate as TLS_NO_PEER_CERT, number 1.6 of IEC 62351-3, with the severity alarm

    @id:logged-no-certificate @TLE-006 @wait:6t1+3t0+close
    Scenario: No certificate
      Given the security log of the device is received
      When a controlling station shows the certificate "none", and the controlled station refuses it
      Then it has logged TLS_NO_PEER_CERT as number 1.6, with the severity alarm

  Rule: TLE-008 The controlled station logs a session that it ends because its controlling station was revoked as TLS_SESSION_CLOSED_REV, number 1.8 of IEC 62351-3, with the severity alarm

    @id:logged-session-closed @TLE-008 @exclusive @wait:6t1+2t0+2close
    Scenario: Revoked while its session runs
      Given the security log of the device is received
      And a connection over TLS with data transfer started as "revoked-later"
      When the revocation lists of the device now name the controlling station, and it ends the session
      Then it has logged TLS_SESSION_CLOSED_REV as number 1.8, with the severity alarm

  Rule: TLE-009 The controlled station logs an offer of suites that it does not have as TLS_DISALLOWED_CIPHER, number 1.9 of IEC 62351-3, with the severity warning

    @id:logged-no-common-suite @TLE-009 @wait:6t1+3t0+close
    Scenario: A suite that no device has
      Given the security log of the device is received
      When only suites are offered that no device has
      Then it has logged TLS_DISALLOWED_CIPHER as number 1.9, with the severity warning

  Rule: TLE-022 The controlled station logs a certificate that is too large as TLS_CERT_SIZE_MISMATCH, number 2.1 of IEC 62351-3, with the severity alarm

    @id:logged-large-certificate @TLE-022 @wait:6t1+3t0+close
    Scenario: A certificate of 8193 octets
      Given the security log of the device is received
      When a controlling station shows the certificate "too-large-certificate", and the controlled station refuses it
      Then it has logged TLS_CERT_SIZE_MISMATCH as number 2.1, with the severity alarm

  Rule: TLE-023 The controlled station logs a certificate of an authority that it does not know as TLS_NO_CA_MATCH, number 2.2 of IEC 62351-3, with the severity alarm

    @id:logged-unknown-authority @TLE-023 @wait:6t1+3t0+close
    Scenario: An unknown authority
      Given the security log of the device is received
      When a controlling station shows the certificate "unknown-ca", and the controlled station refuses it
      Then it has logged TLS_NO_CA_MATCH as number 2.2, with the severity alarm

  Rule: TLE-024 The controlled station that admits listed certificates only logs one that is not listed as TLS_NO_TRUSTED_CERT_MATCH, number 2.3 of IEC 62351-3, with the severity alarm

    @id:logged-not-listed @TLE-024 @wait:6t1+3t0+close
    Scenario: Not listed
      Given the security log of the device is received
      When a controlling station shows the certificate "not-listed", and the controlled station refuses it
      Then it has logged TLS_NO_TRUSTED_CERT_MATCH as number 2.3, with the severity alarm

  Rule: TLE-025 The controlled station logs a certificate that is revoked as TLS_CERT_REVOKED, number 2.4 of IEC 62351-3, with the severity alarm

    @id:logged-revoked @TLE-025 @wait:6t1+3t0+close
    Scenario: A revoked certificate
      Given the security log of the device is received
      When a controlling station shows the certificate "revoked", and the controlled station refuses it
      Then it has logged TLS_CERT_REVOKED as number 2.4, with the severity alarm

  Rule: TLE-026 The controlled station logs that it has no revocation list any more as TLS_NO_CRL, number 2.5 of IEC 62351-3, with the severity warning

    @id:logged-no-list @TLE-026 @wait:6t1+3t0+close
    Scenario: The revocation lists are taken away
      Given the security log of the device is received
      When the revocation lists of the device are taken away
      And a controlling station shows the certificate "valid"
      Then it has logged TLS_NO_CRL as number 2.5, with the severity warning

  Rule: TLE-027 The controlled station logs that its revocation list has expired as TLS_CRL_EXP, number 2.6 of IEC 62351-3, with the severity warning

    @id:logged-expired-list @TLE-027 @wait:6t1+3t0+close
    Scenario: The revocation lists have expired
      Given the security log of the device is received
      When the revocation lists of the device have expired
      And a controlling station shows the certificate "valid"
      Then it has logged TLS_CRL_EXP as number 2.6, with the severity warning

  Rule: TLE-029 The controlled station logs a certificate that has expired as TLS_CERT_EXP, number 2.8 of IEC 62351-3, with the severity alarm

    @id:logged-expired @TLE-029 @wait:6t1+3t0+close
    Scenario: An expired certificate
      Given the security log of the device is received
      When a controlling station shows the certificate "expired", and the controlled station refuses it
      Then it has logged TLS_CERT_EXP as number 2.8, with the severity alarm

  Rule: TLE-031 The controlled station logs a certificate whose signature is wrong as TLS_SIG_V_FAILED, number 2.10 of IEC 62351-3, with the severity alarm

    @id:logged-broken-signature @TLE-031 @wait:6t1+3t0+close
    Scenario: A broken signature
      Given the security log of the device is received
      When a controlling station shows the certificate "broken-signature", and the controlled station refuses it
      Then it has logged TLS_SIG_V_FAILED as number 2.10, with the severity alarm

  Rule: TLE-032 The controlled station logs an RSA key of less than 2048 bits that it does not admit as TLS_SHORT_RSA_KEY, number 2.11 of IEC 62351-3, with the severity alarm

    @id:logged-rsa-1024 @TLE-032 @wait:6t1+3t0+close
    Scenario: RSA 1024
      Given the security log of the device is received
      When a controlling station shows the certificate "rsa-1024", and the controlled station refuses it
      Then it has logged TLS_SHORT_RSA_KEY as number 2.11, with the severity alarm

  Rule: TLE-034 The controlled station logs an RSA key of less than 1024 bits as TLS_SHORT_KEY, number 2.13 of IEC 62351-3, with the severity alarm

    @id:logged-short-key @TLE-034 @wait:6t1+3t0+close
    Scenario: RSA 512
      Given the security log of the device is received
      When a controlling station shows the certificate "rsa-512", and the controlled station refuses it
      Then it has logged TLS_SHORT_KEY as number 2.13, with the severity alarm

  Rule: TLE-035 The controlled station logs a signature with a deprecated hash algorithm as TLS_DEP_HASH, number 2.14 of IEC 62351-3, with the severity warning

    @id:logged-sha-1 @TLE-035 @wait:6t1+3t0+close
    Scenario: SHA-1
      Given the security log of the device is received
      When a controlling station shows the certificate "sha-1", and the controlled station refuses it
      Then it has logged TLS_DEP_HASH as number 2.14, with the severity warning

  Rule: TLE-037 The controlled station logs by RFC 5424, with the priority of the severity, the MSGID and the structured data of 62351-14

    @id:log-form @TLE-037 @wait:4t1+2t0+close
    Scenario: The form of its messages
      Given the security log of the device is received
      Then its messages have the form of RFC 5424 and the fields of 62351-14

  Rule: TLE-038 The controlled station logs over TLS, and never over UDP

    @id:log-over-tls @TLE-038 @wait:4t1+2t0+close
    Scenario: The way of its messages
      Given the security log of the device is received
      Then they have come over TLS

  Rule: TLE-039 The controlled station gives each message of its log its time in UTC and a sequence number

    @id:log-times @TLE-039 @wait:4t1+2t0+close
    Scenario: Time and number of its messages
      Given the security log of the device is received
      Then they have a time in UTC and a number each
