"""What-ifs too large for one answer: durable, block by block, and of no one request.

What lasts is two tables, runs and their blocks; what computes is an executor behind two verbs,
submit and stop. Whoever conducts holds a lock that dies with its process.
"""
