module spec104/docker/go-iecp5

go 1.24

require github.com/wendy512/go-iecp5 v1.2.5
