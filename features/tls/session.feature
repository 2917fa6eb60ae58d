@tls
Feature: 104 inside TLS (IEC 62351-3, 104:5)

  Rule: TLS-049 The controlled station ends a connection on which a TLS record comes with a wrong MAC, and does not act on it

    @id:wrong-mac @TLS-049 @wait:4t1+2t0+close
    Scenario: TESTFR act in a record that was changed on the way
      Given a connection over TLS
      When TESTFR act comes in a TLS record with a wrong MAC
      Then the device ends the connection and does not confirm TESTFR act
      And sessions over TLS still work

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

  Rule: TLX-003 The controlled station treats a plain connection and one over TLS as one redundancy group, or each on its own, which is recorded

    @redundancy @id:plain-and-tls-in-one-group @TLX-003 @wait:6t1+2t0+close
    Scenario: A in plain carries, and B over TLS takes over
      Given connection A in plain and B over TLS, of one redundancy group
      And data transfer is started on A
      When the controlling station sends STARTDT act on B
      Then STARTDT act is confirmed on B
      And it is recorded what became of A

  Rule: TLX-004 The controlled station switches over between two connections over TLS of one redundancy group as between plain ones

    @redundancy @id:switchover-over-tls @TLX-004 @wait:8t1+2t0+2t3
    Scenario: B over TLS takes over from A over TLS
      Given connections A and B of one redundancy group over TLS
      And data transfer is started on A
      And numbered events are accounted for
      When numbered events come on A
      And the controlling station sends STARTDT act on B
      And numbered events come about
      Then STARTDT act is confirmed on B
      And only B carries user data
      And no number is lost, none comes out of order, and none that was acknowledged comes again
