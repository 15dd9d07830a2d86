"""The world's faces: HTTP and four-letter words on every node's own address, answered by pure functions of the world."""
