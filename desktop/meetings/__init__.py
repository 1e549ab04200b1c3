"""Meetings: desks of a mission give each other what they lack, on the mission's network, without a centre."""
