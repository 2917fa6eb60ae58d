module spec104.org/bench/go-iecp5

go 1.20

require github.com/wendy512/go-iecp5 v1.2.5
