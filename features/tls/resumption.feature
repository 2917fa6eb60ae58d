Feature: Resumption, renegotiation and revocation (IEC 62351-3:5.3, 5.4)

  Rule: TLR-001 The controlled station resumes a TLS session within 24 hours

    @id:resumption-1-2 @TLR-001 @wait:5t1+2t0+close
    Scenario: TLS 1.2
      Given a connection over TLS 1.2 with data transfer started
      When the controlling station comes back with the session that it had
      Then the session is resumed
      And data transfer works on it

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
