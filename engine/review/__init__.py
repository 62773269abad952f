"""The review of content before it is published: findings, explanations, differences."""
