#!/bin/sh
exec httpd -f -p "${PORT}" -h /srv/data
