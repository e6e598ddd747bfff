print("amanah")
