"""What is said about content before it is published: findings, explanations, differences."""
