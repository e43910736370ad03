"""A synthetic Hưng Yên: real communes, everything else invented, the same for the same seed and factor."""
