Feature: 104 inside TLS (IEC 62351-3, 104:5)

  Rule: TLS-050 The controlled station takes an APDU that comes in TLS records of one octet each

    @id:records-of-one-octet @TLS-050 @wait:3t1+t0
    Scenario: TESTFR act octet by octet
      Given a connection over TLS
      When the controlling station sends TESTFR act in TLS records of one octet
      Then the controlled station confirms TESTFR act within t1

  Rule: TLS-051 The controlled station takes every APDU of a TLS record that holds several

    @id:apdus-in-one-record @TLS-051 @wait:5t1+t0
    Scenario: Two APDUs in one record
      Given a connection over TLS 1.2 with data transfer started
      When the controlling station sends an interrogation and TESTFR act in one TLS record
      Then the interrogation is answered
      And the controlled station confirms TESTFR act within t1

  Rule: TLS-052 The controlled station ends its side when the controlling station ends the connection with close_notify

    @id:close-notify @TLS-052 @wait:3t1+2t0+close
    Scenario: close_notify and FIN
      Given a connection over TLS
      When the controlling station ends the connection with close_notify
      Then the device ends its side, too
      And sessions over TLS still work

  Rule: TLS-053 The controlled station treats FIN without close_notify as a lost connection and ends its side

    @id:fin-without-close-notify @TLS-053 @wait:3t1+2t0+close
    Scenario: FIN without close_notify
      Given a connection over TLS
      When the controlling station ends the connection without close_notify
      Then the device ends its side, too
      And sessions over TLS still work

  Rule: TLX-001 The controlled station sends no user data over TLS before STARTDT act

    @id:tls-begins-stopped @TLX-001 @wait:2t3+t1+t0
    Scenario: A connection over TLS begins in STOPPED
      Given events that wait for data transfer
      And a connection over TLS
      Then no user data come before STARTDT act
      And TESTFR act is confirmed within t1

  Rule: TLX-002 The controlled station lets t3 run on a connection over TLS from the handshake or from the TCP connect, which is recorded

    @id:t3-over-tls @TLX-002 @wait:2t3+t0
    Scenario: TESTFR act on an idle connection over TLS
      Given a connection over TLS
      Then it is recorded from when t3 runs

  Rule: TLX-005 The controlled station closes a connection over TLS after a malformed APDU

    @id:malformed-over-tls @TLX-005 @wait:4t1+2t0+2close
    Scenario: A length octet that is too small
      Given a connection over TLS
      When the controlling station sends an APDU whose length octet is too small over TLS
      Then the device ends the session
      And sessions over TLS still work
