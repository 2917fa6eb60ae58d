@tls
Feature: Resumption, renegotiation and revocation (IEC 62351-3:5.3, 5.4)

  Rule: TLR-001 The controlled station resumes a TLS session within 24 hours

    @id:resumption-1-2 @TLR-001 @wait:5t1+2t0+close
    Scenario: TLS 1.2
      Given a connection over TLS 1.2 with data transfer started
      When the controlling station comes back with the session that it had
      Then the session is resumed
      And data transfer works on it

  Rule: TLR-002 The controlled station makes a full handshake with a controlling station that resumes a session later than 24 hours, or its declared time

    @id:resumption-too-late @TLR-002 @wait:7t1+2t0+tr+close
    Scenario: After the declared time
      Given a connection over TLS 1.2 with data transfer started
      When the controlling station comes back with its session after the time for which it can be resumed
      Then a full handshake takes the place of the resumption
      And data transfer works on it

  Rule: TLR-004 The controlled station does not resume a session in another version of TLS

    @id:session-of-1-2-in-1-1 @TLR-004 @wait:5t1+2t0+close
    Scenario: A session of TLS 1.2 in a hello of TLS 1.1
      Given a connection over TLS 1.2 with data transfer started
      When its session is shown in a hello of TLS 1.1
      Then the session is not resumed

    @id:session-of-1-3-in-1-2 @TLR-004 @wait:5t1+2t0+close
    Scenario: A session of TLS 1.3 in a hello of TLS 1.2
      Given a connection over TLS 1.3 with data transfer started
      When its session is shown in a hello of TLS 1.2
      Then the session is not resumed

  Rule: TLR-005 The controlled station does not resume a session with another suite

    @id:session-without-its-suite @TLR-005 @wait:5t1+2t0+close
    Scenario: The hello does not offer the suite of the session
      Given a connection over TLS 1.2 with data transfer started
      When its session is shown in a hello that does not offer its suite
      Then it is recorded whether the session is resumed

  Rule: TLR-018 The controlled station resumes a TLS 1.3 session by a ticket

    @id:resumption-1-3 @TLR-018 @wait:5t1+2t0+close
    Scenario: TLS 1.3
      Given a connection over TLS 1.3 with data transfer started
      When the controlling station comes back with the session that it had
      Then the session is resumed
      And data transfer works on it

  Rule: TLR-009 The controlled station renegotiates while 104 traffic flows, without loss or close

    @id:renegotiation-under-traffic @TLR-009 @wait:8t1+t0
    Scenario: An interrogation runs
      Given a connection over TLS 1.2 with data transfer started
      When the controlling station renegotiates while an interrogation runs
      Then the interrogation is answered
      And TESTFR act is confirmed within t1

  Rule: TLR-014 The controlled station ends the session of a controlling station that a new revocation list names

    @id:revoked-during-session @TLR-014 @exclusive @wait:4t1+2t0+2close
    Scenario: Revoked while its session runs
      Given a connection over TLS with data transfer started as "revoked-later"
      When the revocation lists of the device now name the controlling station
      Then the device ends the session
      And sessions over TLS still work

  Rule: TLR-015 The controlled station keeps the session of a controlling station that a new revocation list does not name

    @id:not-revoked-during-session @TLR-015 @wait:4t1+t3+t0
    Scenario: A new list that names others
      Given a connection over TLS with data transfer started as "valid"
      When the device is given new revocation lists that do not name the controlling station
      Then the session goes on

  Rule: TLR-016 The controlled station refuses a controlling station that was revoked before it comes back, also when it resumes its session

    @id:revoked-before-return @TLR-016 @exclusive @wait:6t1+2t0+2close
    Scenario: Resuming a session as one who was revoked meanwhile
      Given a connection over TLS with data transfer started as "revoked-later"
      When the revocation lists of the device now name the controlling station
      And the controlling station comes back with the session that it had, as "revoked-later"
      Then the controlled station refuses the one who came back

  Rule: TLR-008 The controlled station ends the session of a controlling station that does not renegotiate when it is asked to

    @id:renegotiation-not-heard @TLR-008 @wait:2t1+2t0+th+close
    Scenario: Nobody answers the HelloRequest
      Given a connection over TLS 1.2 that does not hear when the device asks for a renegotiation
      When the device is given new revocation lists that do not name the controlling station
      Then the device ends the session within the time of a handshake
      And sessions over TLS still work

  Rule: TLR-010 The controlled station ends the session of a controlling station that was revoked before it renegotiates

    @id:revoked-before-renegotiation @TLR-010 @exclusive @wait:5t1+2t0+2close
    Scenario: Renegotiating as one who was revoked meanwhile
      Given a connection over TLS 1.2 with data transfer started as "revoked-later"
      When the revocation lists of the device now name the controlling station
      And the controlling station renegotiates, if its session still runs
      Then the device ends the session
      And sessions over TLS still work

  Rule: TLR-011 The controlled station ends the session of a controlling station whose certificate has ended before it renegotiates

    @id:expired-before-renegotiation @TLR-011 @wait:6t1+2t0+2close
    Scenario: Renegotiating with a certificate that has ended meanwhile
      Given a connection over TLS 1.2 with a certificate that ends soon
      When the certificate has ended, and the controlling station renegotiates
      Then the device ends the session, as it refuses new connections with this certificate
      And sessions over TLS still work

  Rule: TLR-012 The controlled station goes on with a session when its revocation list has expired before a renegotiation

    @id:expired-list-before-renegotiation @TLR-012 @wait:5t1+t3+t0
    Scenario: The revocation list has expired meanwhile
      Given a connection over TLS 1.2 with data transfer started as "valid"
      When the revocation lists of the device have expired
      And the session is renegotiated
      Then the session goes on

  Rule: TLR-013 The controlled station renegotiates the sessions that run when it is given a new revocation list

    @id:new-list-renegotiates @TLR-013 @wait:4t1+t0+th
    Scenario: A new list for a session of TLS 1.2
      Given a connection over TLS 1.2 with data transfer started as "valid"
      When the device is given new revocation lists that do not name the controlling station
      Then the device asks for a renegotiation
      And the session goes on

  Rule: TLX-006 The controlled station does not end a connection by t1 because a renegotiation takes longer than that

    @id:renegotiation-beyond-t1 @TLX-006 @wait:6t1+t0
    Scenario: A renegotiation of more than t1
      Given a connection over TLS 1.2 in STOPPED as "valid"
      When the controlling station takes longer than t1 for a renegotiation
      Then it is recorded whether the session goes on

  Rule: TLX-008 The controlled station keeps the events that come about until a session is resumed on a new connection

    @id:events-kept-until-resumption @TLX-008 @wait:8t1+2t0+close
    Scenario: Events between two connections of one session
      Given a connection over TLS 1.2 with data transfer started
      And an event that was received as it came about
      When events come about while there is no connection
      And the controlling station comes back with the session that it had, and takes what was kept
      Then the session is resumed
      And these events come once each, with the time at which they came about
