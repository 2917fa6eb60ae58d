Feature: The longest APDU (104:5)
  A length octet of 253 is as good as one of 14.

  Rule: FRM-006 The controlled station does not close the connection over an APDU of the greatest length

    @id:longest-apdu @FRM-006 @FRM-005 @wait:10t1
    Scenario: A long ASDU and a short one of its type
      Given a connection with data transfer started
      When a short ASDU that is of no use and a long one of the same type come
      Then the long one does not end the connection
