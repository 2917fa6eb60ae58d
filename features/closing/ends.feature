Feature: How a connection ends (104:5.1)
  A connection ends on both sides, whoever began, and leaves nothing behind.

  Rule: CLS-001 The controlled station ends the TCP connection by FIN or RST when it closes over a broken rule, and does not only stop listening

    @id:broken-rule-ends-tcp @CLS-001 @wait:close+3t1
    Scenario: A broken rule of sequence numbers
      Given a connection with data transfer started
      When the controlling station breaks a rule of sequence numbers
      Then the TCP connection really ends

  Rule: CLS-002 The controlled station takes a new connection as soon as it has closed one over a broken rule

    @id:connects-after-broken-rule @CLS-002 @wait:close+4t1
    Scenario: A new connection at once
      Given a connection with data transfer started
      When the controlling station breaks a rule of sequence numbers
      And the controlled station has ended the connection
      Then a new connection with data transfer works

  Rule: CLS-014 The controlled station ends its side of the connection within t1 after the controlling station has ended its own

    @id:half-close-answered @CLS-014 @wait:3t1
    Scenario: FIN of the controlling station
      Given a connection with data transfer started
      When the controlling station ends its side of the connection
      Then the controlled station ends its side within t1
      And a new connection with data transfer works

  Rule: CLS-015 The controlled station takes a new connection however many were reset before

    @id:connects-after-resets @CLS-015 @wait:6t1
    Scenario: RST on one connection after the other
      Given a connection to the controlled station
      When the controlling station resets connections one after the other
      Then a new connection with data transfer works

  Rule: CLS-016 The controlled station takes the last of a thousand connections as it took the first

    @id:thousand-connections @CLS-016 @wait:10t1
    Scenario: A thousand connections one after the other
      Given a connection to the controlled station
      When the controlling station connects and ends the connection 1000 times
      Then every one of the 1000 connections was accepted
      And a new connection with data transfer works

  Rule: CLS-019 The controlled station ends its connections when it is restarted, and listens again afterwards

    @id:restart-and-listen @CLS-019 @wait:10t1
    Scenario: A restart
      Given a connection with data transfer started
      When the controlled station is restarted
      Then its connections have ended and it listens again
      And a new connection with data transfer works
