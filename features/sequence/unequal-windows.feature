Feature: Windows of two stations that do not fit each other (104:5.5)
  k of one station and w of the other are set apart from each other. Traffic goes on whatever they are, since everything
  is acknowledged by t2 at the latest.

  Rule: SEQ-034 The controlled station with k 1 waits for the acknowledgement of each I format, and goes on with it

    @id:k-of-one @SEQ-034 @wait:5t1
    Scenario: Every I format is acknowledged
      Given a controlled station whose k is 1
      And a connection with data transfer started
      When more data wait than 6 windows hold, and what fills the window is acknowledged at once
      Then never more than k I formats are unacknowledged
      And more than 6 windows of data have come, and the connection is open

  Rule: SEQ-035 The controlled station with a large k goes on when each w of its I formats are acknowledged

    @id:k-far-above-w @SEQ-035 @wait:5t1
    Scenario: A large window is acknowledged w by w
      Given a controlled station whose k is 32 or more
      And a connection with data transfer started
      When more data wait than 2 windows hold, and each w of them are acknowledged once the window is full
      Then never more than k I formats are unacknowledged
      And more than 2 windows of data have come, and the connection is open

  Rule: SEQ-036 The controlled station goes on when the controlling station acknowledges by t2 alone, its w being above k

    @id:w-above-k @SEQ-036 @wait:4t1+3t2
    Scenario: A full window is acknowledged t2 after its first I format
      Given a connection with data transfer started
      When more data wait than 2 windows hold, and a full window is acknowledged t2 after its first I format
      Then never more than k I formats are unacknowledged
      And more than 2 windows of data have come, and the connection is open
