"""A local stand-in for the Zalo Official Account platform: the same HTTP contract, and a phone to play a citizen.

It imports nothing of the product and knows nothing about it; both sides meet only over HTTP.
"""
