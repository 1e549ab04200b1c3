"""The ground: plain values and rules. No Qt, no HTTP, no SQL, no cryptography; anyone above may come in."""
