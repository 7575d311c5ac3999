import time


def next_delay(attempt: int) -> int:
    return min(2**attempt, 60)


if __name__ == "__main__":
    for attempt in range(10):
        print("working", flush=True)
        time.sleep(next_delay(attempt))
