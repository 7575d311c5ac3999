import unittest

from main import next_delay


class NextDelay(unittest.TestCase):
    def test_grows_up_to_a_minute(self):
        self.assertEqual([next_delay(0), next_delay(3), next_delay(9)], [1, 8, 60])


if __name__ == "__main__":
    unittest.main()
