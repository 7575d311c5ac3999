import os

import psycopg2
from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.get("/orders")
def orders():
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, total FROM orders ORDER BY id DESC LIMIT 20")
        return jsonify([{"id": row[0], "total": float(row[1])} for row in cursor.fetchall()])
