Feature: I and S formats while data transfer is stopped (604:5.3.2.70)
  In STOPPED only U formats may be sent. An I or S format ends the connection, and its command is not carried out.

  Rule: SST-005 The controlled station closes the connection on an I format before the first STARTDT act and does not carry out its command

    @id:i-before-startdt-closes @SST-005 @wait:close+t1
    Scenario: An I format before the first STARTDT act
      Given a connection to the controlled station
      When the controlling station sends an I format
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SST-006 The controlled station closes the connection on an S format before the first STARTDT act

    @id:s-before-startdt-closes @SST-006 @wait:close+t1
    Scenario: An S format before the first STARTDT act
      Given a connection to the controlled station
      When the controlling station sends an S format
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SST-007 The controlled station closes the connection on an S format in STOPPED after a confirmed STOPDT

    @id:s-after-stopdt-closes @SST-007 @wait:close+2t1
    Scenario: An S format after STOPDT con
      Given a connection with data transfer started and stopped again
      When the controlling station sends an S format
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SST-008 The controlled station closes the connection on an I format in STOPPED after a confirmed STOPDT

    @id:i-after-stopdt-closes @SST-008 @wait:close+2t1
    Scenario: An I format after STOPDT con
      Given a connection with data transfer started and stopped again
      When the controlling station sends an I format
      Then the controlled station closes the connection
      And a new connection with data transfer works
