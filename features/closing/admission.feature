Feature: Who may connect, and how many (104:5)
  What is refused must not disturb what is accepted.

  Rule: CLS-017 The controlled station refuses or ends a connection beyond the declared number, and leaves those before it undisturbed

    @id:surplus-connection @CLS-017 @exclusive @wait:close+6t1
    Scenario: One connection more than declared
      Given as many connections as the controlled station is declared to accept
      When the controlling station opens one connection more
      Then it is refused or ended
      And the connections before it are undisturbed

  Rule: CLS-018 The controlled station refuses or ends a connection from an address that is not allowed, and sends no data on it

    @tls @id:stranger-refused @CLS-018 @wait:2close+5t1+2t0
    Scenario: An address that is not allowed
      Given an address of this machine that the controlled station is declared not to allow
      And a connection with data transfer started
      When a connection comes from this address
      Then it is refused or ended, and brings no data
      And the connection stays open
      And the same holds over TLS, where the profile names it
