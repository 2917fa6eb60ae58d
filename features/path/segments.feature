Feature: APDUs and TCP segments (104:5)
  TCP carries octets, not APDUs: where a segment ends says nothing.

  Rule: FRM-014 The controlled station answers each of two TESTFR act that come in one TCP segment

    @id:two-testfr-in-one-segment @FRM-014 @wait:2t1
    Scenario: Two TESTFR act in one segment
      Given a connection to the controlled station
      When the controlling station sends TESTFR act twice in one segment
      Then the controlled station confirms each TESTFR act

  Rule: FRM-015 The controlled station carries out several I formats that come in one TCP segment, each once and in order

    @id:several-i-in-one-segment @FRM-015 @wait:3t1
    Scenario: Several requests in one segment
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When several requests and TESTFR act arrive in one segment
      Then each request is confirmed once and in order
      And the controlled station confirms TESTFR act within t1

  Rule: FRM-016 The controlled station takes an APDU that comes in two TCP segments as if it were whole, wherever it is split

    @id:split-at-each-octet @FRM-016 @wait:6t1
    Scenario: A request split at each octet
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When requests arrive split in two segments at each octet
      Then each request is confirmed once and in order

  Rule: FRM-017 The controlled station takes an APDU that comes one octet a TCP segment as if it were whole

    @id:octet-by-octet @FRM-017 @wait:3t1
    Scenario: A request octet by octet
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When a request arrives octet by octet
      Then each request is confirmed once and in order

  Rule: FRM-019 The controlled station carries out both APDUs of which one ends and the next begins in the same TCP segment

    @id:tail-and-head-in-one-segment @FRM-019 @wait:3t1
    Scenario: Segments that end in the middle of a request
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When requests arrive in segments that end in the middle of one
      Then each request is confirmed once and in order

  Rule: ROB-027 The controlled station takes a new connection after one was reset in the middle of an APDU

    @id:reset-in-mid-apdu @ROB-027 @wait:3t1
    Scenario: RST in the middle of a request
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the connection is reset in the middle of an APDU
      And the path is sound again
      Then a new connection with data transfer works
