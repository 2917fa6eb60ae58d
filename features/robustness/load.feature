Feature: What a station has to bear (resources and load)
  One controlling station takes more than is meant for it, and what is left for the others is looked at.

  Rule: RBL-004 The controlled station takes connections again after a thousand were held without a word and let go

    @id:thousand-held-connections @RBL-004 @CVE-013 @exclusive @wait:2close+6t1
    Scenario: A thousand connections at once
      Given a connection to the controlled station that answers TESTFR act
      When 1000 connections are held without a word, and then let go
      Then a new connection with data transfer works

  Rule: RBL-006 The controlled station takes the next connection however many there were of which the controlling station has ended its side

    @id:many-half-closed-connections @RBL-006 @exclusive @wait:10t1
    Scenario: Connections of which one side has ended
      Given a connection to the controlled station
      When the controlling station ends its side of many connections one after the other
      Then each of them was taken
      And a new connection with data transfer works

  Rule: RBL-007 The controlled station serves its other connections while one is started that acknowledges nothing, and closes that one at latest after t1

    @id:others-beside-a-full-window @RBL-007 @wait:5t1
    Scenario: A full window beside another connection
      Given a connection beside it
      And a connection with data transfer started
      And the send window of the controlled station is full
      When nothing is acknowledged, and the connection beside is tested again and again
      Then the connection beside was served all the time
      And the controlled station closes the connection on which nothing is acknowledged
      And a new connection with data transfer works

  Rule: RBL-012 The controlled station answers as fast after many ASDUs by chance as before

    @id:as-fast-after-asdus-by-chance @RBL-012 @wait:40t1
    Scenario: The time of an answer before and after
      Given a connection beside it
      And the connection beside is timed
      And a connection with data transfer started
      When ASDUs by chance come
      And it is timed again
      Then it is recorded whether it takes longer
