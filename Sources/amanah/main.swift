import AmanahCommands

runAmanah()
