"""The form of the Generate tab: a prompt, a model, and parts that each know some of what can be asked for."""
