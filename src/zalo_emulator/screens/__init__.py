"""The screens people look at: the citizen's phone and the account manager. Plain HTML first, small modules after."""
