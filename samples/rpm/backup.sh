#!/bin/sh
rsync --archive /srv/data/ "backup.example.com:/backups/$(date +%F)/"
