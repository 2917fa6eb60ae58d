Feature: What has brought stations down before (published vulnerabilities)
  Only octets that are public already, or that this suite draws itself. A device that is met by one stops serving, or is gone.

  Rule: CVE-006 The controlled station leaves no connection open and unserved over a malformed packet (CVE-2022-29492)

    @id:malformed-packet-kills-nothing @CVE-006 @wait:14t1
    Scenario: Packets that are no APDUs
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When packets that are no APDUs come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: CVE-005 The controlled station outlives U formats that mean nothing (CVE-2026-1773)

    @id:odd-u-formats-kill-nothing @CVE-005 @wait:20t1
    Scenario: U formats of no function
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When U formats that mean nothing come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: CVE-009 The controlled station outlives an ASDU that states 96 objects and has none (GHSA-7v97-jmwv-w5j7)

    @id:published-sequence-without-objects @CVE-009 @wait:8t1
    Scenario: The published ASDU
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When ASDUs as in GHSA-7v97-jmwv-w5j7 come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: CVE-018 The controlled station outlives a short time, an interrogation without its qualifier and a short header (lib60870 53, 54 and 55)

    @id:short-time-qualifier-and-header @CVE-018 @wait:14t1
    Scenario: Three things that are too short
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When times, qualifiers and headers that are cut off come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: CVE-019 The controlled station outlives a hundred clock synchronisations (lib60870 112)

    @id:clock-again-and-again @CVE-019 @wait:20t1
    Scenario: The clock a hundred times
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When clock synchronisations in a row come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: CVE-021 The controlled station keeps the connection on which an object is read (j60870 1.8.0)

    @id:read-again-and-again @CVE-021 @wait:8t1
    Scenario: Reads of one object
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When reads in a row come
      Then none ends the connection or leaves it unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: CVE-022 The controlled station keeps the connection on which a reserved type comes (j60870)

    @id:reserved-types-keep-the-connection @CVE-022 @wait:8t1
    Scenario: Types that are defined nowhere
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests of reserved types come
      Then none ends the connection or leaves it unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: CVE-023 The controlled station outlives ASDUs by chance in right frames

    @id:asdus-by-chance @CVE-023 @wait:40t1
    Scenario: Two hundred ASDUs by chance
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When ASDUs by chance come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works
