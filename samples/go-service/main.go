package main

import (
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/cities", func(response http.ResponseWriter, request *http.Request) {
		http.ServeFile(response, request, "/data/cities.csv")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
