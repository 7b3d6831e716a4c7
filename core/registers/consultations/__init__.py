"""Public consultations (公开征求意见): readers say what they think of changes under review."""
