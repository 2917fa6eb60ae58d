@tls
Feature: The TLS port of the controlled station (IEC 62351-3)

  Rule: TLS-001 The controlled station shakes hands on its TLS port with a certificate that the controlling station trusts, and speaks 104 inside

    @id:tls-handshake @TLS-001 @TLX-009 @wait:4t1+t0
    Scenario: A session over TLS
      When the controlling station connects over TLS
      Then the handshake is done within t0
      And the controlled station admits it
      And an interrogation is answered

  Rule: TLS-002 The controlled station speaks no 104 with a controlling station that comes to its TLS port in plain, and ends the connection

    @id:plain-on-tls-port @TLS-002 @wait:4t1+2t0+close
    Scenario: STARTDT act in plain on the TLS port
      Given sessions over TLS work
      When the controlling station speaks 104 in plain on the TLS port
      Then the controlled station refuses it
      And sessions over TLS still work

  Rule: TLS-003 The controlled station speaks no TLS on its plain port, and goes on to serve it after a ClientHello

    @id:tls-on-plain-port @TLS-003 @wait:6t1+2t0
    Scenario: A ClientHello on the plain port
      Given a plain connection that was served and is closed again
      When a ClientHello comes to the plain port
      Then no TLS is spoken there
      And a new connection with data transfer works

  Rule: TLS-005 The controlled station admits a controlling station that offers TLS 1.2 only

    @id:tls-1-2-only @TLS-005 @TLX-009 @wait:5t1+t0
    Scenario: TLS 1.2 and nothing else
      When the controlling station offers TLS 1.2 only
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-006 The controlled station admits a controlling station that offers TLS 1.3 only, where its interoperability list has TLS 1.3

    @id:tls-1-3-only @TLS-006 @TLX-009 @wait:5t1+t0
    Scenario: TLS 1.3 and nothing else
      When the controlling station offers TLS 1.3 only
      Then the controlled station admits it
      And an interrogation is answered

  Rule: TLS-019 The controlled station asks for the certificate of the controlling station

    @id:asks-for-certificate @TLS-019 @wait:2t1+t0
    Scenario: CertificateRequest in TLS 1.2
      When the controlling station offers TLS 1.2 only
      Then the device asks for a certificate

  Rule: TLS-009 The controlled station ends a handshake whose ClientHello was changed on the way

    @id:changed-hello @TLS-009 @wait:4t1+2t0+close
    Scenario: The suites in the reverse order, so that the weakest comes first
      Given sessions over TLS work
      When somebody on the way changes the ClientHello
      Then the controlled station refuses it
      And sessions over TLS still work
